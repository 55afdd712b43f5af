# How much memory did each program hold at most?
folder = ARG0[1 : strlen(ARG0) - strlen("memory.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "memory"
unit = "MiB resident at the peak"
footer = "Bar: median.  Dot: one run.  Black line: 95 % interval of the median."
load folder."bars.gp"
