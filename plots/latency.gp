# How long did a single URL take, and how long did it let wait?
folder = ARG0[1 : strlen(ARG0) - strlen("latency.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "latency"

set lmargin at screen left
set rmargin at screen 0.985
set tmargin at screen 0.815
set bmargin at screen 0.125
set xrange [0 : 1]
set yrange [0 : 1]
unset tics
set label 3 footer at screen 0.985, 0.02 right textcolor rgb faint

set style fill solid 1 noborder

plot data index "panels" using (($1 + $2) / 2):(0.5):1:2:(0):(1) \
        with boxxyerror linecolor rgb shade notitle, \
    data index "panels" using 1:(1):3 with labels left offset 0, 1 \
        textcolor rgb ink notitle, \
    data index "panels" using 1:(0):4 with labels left offset 0, -2.4 \
        textcolor rgb ink notitle, \
    data index "tics" using 1:(0):(0):(1) with vectors nohead \
        linewidth 1 linecolor rgb grid notitle, \
    data index "tics" using 1:(0):2 with labels center offset 0, -1 \
        textcolor rgb ink notitle, \
    data index "dots" using 3:4:(colour($1)) with points pointtype 7 \
        pointsize 0.7 * dot linecolor rgb variable notitle, \
    data index "labels" using 5:6:($2 - $5):(0.55 * ($3 - $6)) \
        with vectors nohead linewidth 1 linecolor rgb faint notitle, \
    data index "marks" using 3:4:(0):($5 - $4) with vectors nohead \
        linewidth 2.5 linecolor rgb ink notitle, \
    data index "rows" using (0):2:3:(ink_of($1)) with labels right \
        offset -1, 0 font font_of(20) textcolor rgb variable notitle, \
    data index "rows" using (0):2:4 with labels right offset -1, -1.3 \
        textcolor rgb faint notitle, \
    data index "labels" using 2:3:4:(ink_of($1)) with labels center \
        textcolor rgb variable notitle
