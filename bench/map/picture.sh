#!/bin/sh
# picture.sh TAIL... - draws single insertions as SVG, a panel for each file
#
# Lines of a file are "map pNN microseconds".  Up is slower, by factors of ten;
# to the right are the rarer ones.
set -eu
export LC_ALL=C
awk '
BEGIN {
	nc = split("#d62728 #ff9896 #8c564b #c49c94 #1f77b4 #2ca02c #7f7f7f #9467bd #17becf #bcbd22", colour, " ")
	np = split("p50 p90 p99 p99.9 p99.99 p99.999 p100", part, " ")
	for (i = 1; i <= np; i++) at[part[i]] = i
	width = 420; height = 330; left = 46; top = 26
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"10\" width=\"%d\" height=\"%d\">\n", 3 * width, height + 60
	print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
}
function x(i) { return panel * width + left + (i - 1) * (width - left - 20) / (np - 1) }
function y(us) { if (us < 0.01) us = 0.01; return top + (6 - (log(us) / log(10) + 0.0)) / 8 * (height - top - 30) }
function finish(    m, i, line) {
	for (m = 1; m <= nm; m++) {
		line = ""
		for (i = 1; i <= np; i++)
			if ((name[m], i) in us) line = line sprintf("%.1f,%.1f ", x(i), y(us[name[m], i]))
		printf "<polyline fill=\"none\" stroke-width=\"1.6\" stroke=\"%s\" points=\"%s\"/>\n", colour[(m - 1) % nc + 1], line
	}
}
FNR == 1 {
	if (NR > 1) { finish(); panel++ }
	delete us
	title = FILENAME; sub(/.*tail-/, "", title)
	printf "<text x=\"%d\" y=\"14\" font-size=\"12\">single insertions, %s</text>\n", panel * width + left, title
	for (d = -2; d <= 6; d++) {
		printf "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", x(1), x(np), y(10 ^ d), y(10 ^ d)
		printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", x(1) - 4, y(10 ^ d) + 3, d < 0 ? sprintf("%d ns", 1000 * 10 ^ d) : d < 3 ? sprintf("%d \302\265s", 10 ^ d) : d < 6 ? sprintf("%d ms", 10 ^ (d - 3)) : "1 s"
	}
	for (i = 1; i <= np; i++)
		printf "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x(i), height - 14, i == np ? "worst" : part[i]
}
{ if (!known[$1]++) name[++nm] = $1; if ($2 in at) us[$1, at[$2]] = $3 }
END {
	finish()
	for (m = 1; m <= nm; m++) {
		printf "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>", left + (m - 1) * 120, height + 20, colour[(m - 1) % nc + 1]
		printf "<text x=\"%d\" y=\"%d\">%s</text>\n", left + (m - 1) * 120 + 14, height + 29, name[m]
	}
	print "</svg>"
}' "$@"
