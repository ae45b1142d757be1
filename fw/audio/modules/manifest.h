/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The modules there are, one a line: what the host learns of them from MODULES_INFO, and what a call costs.
 *
 *	MODULE(Kconfig symbol, name, operations, instances, inputs, outputs, cost of a call, of a sample in 1/16, UUID)
 *
 * The name has at most 8 characters, the UUID its five groups as usual. A module's id is its place among those that
 * Kconfig chooses, from 1: new ones go to the end.
 *
 * Cost model: instructions of the process operation alone, counted by callgrind (--toggle-collect) over 1000 calls
 * of the release build (gcc 12, x86-64) on stereo S32, in blocks of 48 and of 480 frames; the two give the part per
 * call and the part per sample. Copier and template copy, gain scales, the tremolo is on, mixin is the first of its
 * mixout.
 *
 * No include guard: the file is read once for each use of the list.
 */
MODULE(COMP_COPIER, "COPIER", copier_ops, 32, 1, 4, 580, 6, 9ba00c83, ca12, 4a83, 943c, 1fa2e82f9dda)
MODULE(COMP_GAIN, "GAIN", gain_ops, 40, 1, 1, 510, 220, 61bca9a8, 18d0, 4a18, 8e7b, 2639219804b7)
MODULE(COMP_GAIN, "PEAKVOL", gain_ops, 10, 1, 1, 510, 220, 8a171323, 94a3, 4e1d, afe9, fe5dbaa4c393)
MODULE(COMP_MIXIN_MIXOUT, "MIXIN", mixin_ops, 30, 1, 3, 523, 6, 39656eb2, 3b71, 4049, 8d3f, f92cd5c43c09)
MODULE(COMP_MIXIN_MIXOUT, "MIXOUT", mixout_ops, 30, 8, 1, 206, 0, 3c56505a, 24d7, 418f, bddc, c1f5a3ac2ae0)
MODULE(COMP_TEMPLATE_COMP, "TEMPLATE", template_comp_ops, 40, 1, 1, 348, 6, a62de1af, 5964, 4e2e, b167, 7fdc97279a29)
MODULE(COMP_SRC, "SRC", src_ops, 16, 1, 1, 1395, 31267, e61bb28d, 149a, 4c1f, b709, 46823ef5f5ae)
MODULE(COMP_SRC, "SRC_LITE", src_lite_ops, 16, 1, 1, 1395, 31267, 33441051, 44cd, 466a, 83a3, 178478708aea)
MODULE(COMP_TREMOLO, "TREMOLO", tremolo_ops, 16, 1, 1, 327, 458, 72150ffd, cdbb, 4959, 92d3, 4f2357a40753)
