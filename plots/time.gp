# How long did each program take?
folder = ARG0[1 : strlen(ARG0) - strlen("time.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "time"
load folder."bars.gp"
