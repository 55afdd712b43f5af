# How long did each program take?
folder = ARG0[1 : strlen(ARG0) - strlen("time.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "time"
unit = "seconds from start to end"
footer = "Bar: median.  Dot: one run.  Black line: 95 % interval of " \
    ."the median.  Dashed: lower bound."
load folder."bars.gp"
