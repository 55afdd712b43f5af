// The page around the frames: shows what the probes in them say.

const said = document.getElementById("said");
let waiting = document.querySelectorAll("iframe").length;

addEventListener("message", ({ data }) => {
    said.textContent += data.lines.join("\n") + "\n";
    if (--waiting === 0)
        said.textContent += "done\n" + data.text;
});
