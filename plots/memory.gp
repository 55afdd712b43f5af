# How much memory did each program hold at most, and how much reserve?
folder = ARG0[1 : strlen(ARG0) - strlen("memory.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "memory"
load folder."bars.gp"
