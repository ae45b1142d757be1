// SPDX-License-Identifier: BSD-3-Clause
// The page of a suite in a headless browser: what it shows, light and dark, and with 1,000 scenarios.
//
//   node test_page.js PLAYWRIGHT_CORE CHROMIUM PAGE.html OUT_DIR
//
// Screenshots stay in OUT_DIR.
"use strict";
const fs = require("fs");
const path = require("path");
const [playwright, chromium, page_path, out] = process.argv.slice(2);
const browser_type = require(path.resolve(playwright)).chromium;

function check(condition, text) {
	if (!condition) throw new Error(text);
}

async function open(browser, file, scheme) {
	const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: scheme });
	const problems = [];
	page.on("pageerror", error => problems.push(error.message));
	page.on("console", message => message.type() === "error" && problems.push(message.text()));
	page.on("request", request => request.url().startsWith("file:") || problems.push("loads " + request.url()));
	await page.goto("file://" + path.resolve(file));
	return { page, problems };
}

const row = (page, name) => page.locator(`tr.item[data-name="${name}"]`);
const detail = (page, name) => page.locator(`tr.item[data-name="${name}"] + tr .detail`);

// What each scenario must show, by the text of its figures and lists.
const SHOWN = {
	leak: [/leaks: expected 0/, /reference-leak/, /Region gain/, /fw\/audio\/buffers\/comp_buffer\.c:\d+/],
	fault: [/faults: expected 0/, /attacks_\w+\.c:\d+/, /ended: write/],
	glitch: [/clicks: expected 0, seen 1/, /waveform of channel 1/],
	xrun: [/xruns: expected 0/, /11/],
	deadline: [/deadline_misses: expected 0/, /Data processing: jobs and their deadlines/, /late/],
};

async function click_through(browser, scheme) {
	const { page, problems } = await open(browser, page_path, scheme);
	check(await page.locator("tr.item:visible").count() === 7, "the table has other rows");
	for (const [name, patterns] of Object.entries(SHOWN)) {
		await row(page, name).click();
		const text = await detail(page, name).innerText();
		for (const pattern of patterns) check(pattern.test(text) || pattern.test(await detail(page, name).innerHTML()), `${name} does not show ${pattern}`);
		check(await detail(page, name).locator("svg").count() >= 3, `${name} has too few figures`);
		await page.screenshot({ path: path.join(out, `${name}-${scheme}.png`), fullPage: true });
		await row(page, name).click();
		check(await detail(page, name).count() === 0, `${name} does not close`);
	}
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	check(wide <= 0, `the page is ${wide} pixels too wide`);
	await page.click("[data-verdict=bad]");
	check(await page.locator("tr.item:visible").count() === 5, "Failed shows others");
	await page.fill("#filter", "clicks");
	check(await page.locator("tr.item:visible").count() === 1, "the filter shows others");
	await page.fill("#filter", "");
	await page.click("[data-verdict=all]");
	const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	await page.click("#theme");
	check(before !== await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "the theme stays");
	await row(page, "leak").focus();
	await page.keyboard.press("Enter");
	check(await detail(page, "leak").count() === 1, "the keyboard opens nothing");
	check(!problems.length, problems.join("\n"));
	await page.close();
}

// Each scenario is the slowest to draw; nothing may take longer than a person waits.
async function many(browser) {
	const text = fs.readFileSync(page_path, "utf8"), mark = /(id="result">)([\s\S]*?)(<\/script>)/;
	const result = JSON.parse(mark.exec(text)[2]), one = result.scenarios.find(s => s.name === "xrun");
	result.scenarios = Array.from({ length: 1000 }, (_, i) => ({ ...one, name: "number " + i }));
	const file = path.join(out, "many.html");
	fs.writeFileSync(file, text.replace(mark, (_, a, b, c) => a + JSON.stringify(result).replace(/</g, "\\u003c") + c));
	const { page, problems } = await open(browser, file, "light");
	const spent = await page.evaluate(() => {
		const input = document.getElementById("filter"), start = performance.now();
		input.value = "number 99";
		input.dispatchEvent(new Event("input"));
		document.body.offsetHeight;
		document.querySelector('tr.item[data-name="number 990"]').click();
		document.body.offsetHeight;
		return performance.now() - start;
	});
	const expected = result.scenarios.filter(s => s.name.includes("99")).length;
	check(await page.locator("tr.item:visible").count() === expected, "the filter of many shows others");
	check(!problems.length, problems.join("\n"));
	console.log(`1,000 scenarios: filter and detail in ${spent.toFixed(0)} ms`);
	await page.close();
	fs.unlinkSync(file);
}

(async () => {
	const browser = await browser_type.launch({ executablePath: chromium, args: ["--no-sandbox"] });
	try {
		for (const scheme of ["light", "dark"]) await click_through(browser, scheme);
		await many(browser);
	} finally {
		await browser.close();
	}
})().catch(error => { console.error(error.message); process.exit(1); });
