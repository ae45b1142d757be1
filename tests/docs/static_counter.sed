# The mistake of docs/userspace.md: the module counts in a static variable how often it was switched.
/^static int set_switch/,/^}/ {
	/^	const bool is_on/ a \	static unsigned int times;
	/^	td->base.bypass =/ i \	if (++times % 100 == 0)\n\t\tcomp_info(mod->dev, "switched %u times", times);
}
