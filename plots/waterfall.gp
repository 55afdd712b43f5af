# What were the programs waiting for, and when?
folder = ARG0[1 : strlen(ARG0) - strlen("waterfall.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "waterfall"

set lmargin at screen 0.02
set rmargin at screen 0.975
set tmargin at screen 0.87
set bmargin at screen 0.175
set xrange [0 : right]
set yrange [0 : 100]
unset ytics
set grid xtics back linetype 1 linewidth 1 linecolor rgb grid
set xlabel axis offset 0, 0.3 textcolor rgb ink
set style fill solid 1 noborder

# A full box is a transfer in flight, a thin line is none.
colour_queued = "#999999"
colour_backoff = "#000000"
colour_connect = "#CC79A7"
colour_wait = "#56B4E9"
colour_receive = "#E69F00"
of(phase) = value("colour_".phase)

# What held a loop held all that it had in flight: a veil and a hatch lie over
# them.
veil = "#EC222222"
hatch = "#80222222"

# The key, below the axis: a box and words for each phase that there was, and
# for a loop that was held.
drawn = "connect wait receive backoff queued held"
letters = 0
entries = 0
do for [i = 1:words(drawn)] {
    key = value("key_".word(drawn, i))
    letters = letters + strlen(key)
    entries = entries + (strlen(key) > 0)
}
room = (0.975 - 0.02 - 0.027 * entries - 0.0066 * letters) / entries
gap = room > 0.03 ? 0.03 : room
x = 0.02
do for [i = 1:words(drawn)] {
    phase = word(drawn, i)
    key = value("key_".phase)
    thin = !areas_only && (phase eq "backoff" || phase eq "queued")
    half = thin ? 0.004 : 0.016
    if (strlen(key) > 0 && phase eq "held") {
        set object i rectangle from screen x, 0.017 \
            to screen x + 0.02, 0.049 fillstyle empty border rgb ink
        set object 10 + i rectangle from screen x, 0.017 \
            to screen x + 0.02, 0.049 fillstyle solid 1 noborder \
            fillcolor rgb veil
        do for [k = -1:2] {
            from = k < 1 ? 0 : 12 * k - 6
            to = 12 * k - 6 + 23 < 25.6 ? 12 * k - 6 + 23 : 25.6
            set arrow 2 + k from screen x + from / 1280.0, \
                0.017 + (from - 12 * k + 6) / 720.0 \
                to screen x + to / 1280.0, 0.017 + (to - 12 * k + 6) / 720.0 \
                nohead linewidth 1.5 linecolor rgb hatch
        }
    }
    if (strlen(key) > 0 && phase ne "held") {
        set object i rectangle from screen x, 0.033 - half \
            to screen x + 0.02, 0.033 + half fillstyle solid 1 noborder \
            fillcolor rgb of(phase)
    }
    if (strlen(key) > 0) {
        set label 10 + i key at screen x + 0.027, 0.033 left \
            textcolor rgb ink
        x = x + 0.027 + 0.0066 * strlen(key) + gap
    }
}

# A stack is drawn from its outline inwards: each phase hides what is below it
# of the one before. The end of a program is a line in its colour. What is
# enlarged lies on a sheet of its own, for the axis is not its own; a line
# there is its 0.
boxes = "queued backoff wait connect receive"
areas = "queued backoff connect receive wait"
plot data index "enlarged" using (0):4:(sheet):(0.99 * right): \
        ($4 - 0.5):($5 + 0.2) with boxxyerror linecolor rgb shade notitle, \
    for [i = 1:5] data index "area-".word(areas, i) \
        using 1:2 with filledcurves closed \
        linecolor rgb of(word(areas, i)) notitle, \
    for [i = 1:5] data index word(boxes, i) \
        using 2:4:2:3:4:5 with boxxyerror \
        linecolor rgb of(word(boxes, i)) notitle, \
    data index "stalls" using 2:4:2:3:4:5 with boxxyerror \
        linecolor rgb veil notitle, \
    data index "hatch" using 1:2 with lines linewidth 1.5 \
        linecolor rgb hatch notitle, \
    data index "edges" using 1:2 with lines linewidth 1.5 \
        linecolor rgb ink notitle, \
    data index "notes" using 2:3:4:5:6:7 with boxxyerror \
        linecolor rgb "#ffffff" notitle, \
    data index "notes" using 2:3:8 with labels \
        textcolor rgb ink notitle, \
    data index "bands" using 4:2:(0):($3 - $2):(colour($1)) \
        with vectors nohead linewidth 3 linecolor rgb variable notitle, \
    data index "enlarged" using 3:4:(0):($5 - $4):(colour($1)) \
        with vectors nohead linewidth 3 linecolor rgb variable notitle, \
    data index "enlarged" using 2:4:(0):($5 - $4) with vectors nohead \
        linewidth 1 linecolor rgb faint notitle, \
    data index "bands" using (0):3:5:(ink_of($1)) \
        with labels left offset 0, 0.75 font font_of(19) \
        textcolor rgb variable notitle, \
    data index "enlarged" using 2:(($4 + $5) / 2):6 \
        with labels right textcolor rgb faint notitle, \
    data index "enlarged" using 3:(($4 + $5) / 2):7:(ink_of($1)) \
        with labels left textcolor rgb variable notitle
