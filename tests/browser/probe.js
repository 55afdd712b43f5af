// Runs inside a copy of a page, in a frame of some width, and tells the page
// around it what is wrong, a line each, and how much it looked at.

window.alert = () => { window.wasAlerted = true; };

const lines = [];
const complain = (what) => lines.push(`WRONG ${what}`);
const all = (selector) => [...document.querySelectorAll(selector)];

// What the pages are made of; anything else came in from outside.
const elements = new Set(("html head meta title link style body header main " +
    "footer section nav h1 h2 h3 p a ul ol li dl dt dd figure figcaption div " +
    "img table caption thead tbody tr th td details summary pre code span " +
    "time script").split(" "));
const attributes = new Set(("lang charset http-equiv content name rel href " +
    "class id aria-labelledby aria-label role tabindex src alt scope colspan " +
    "download open").split(" "));

function checkMarkup() {
    for (const element of all("*")) {
        if (!elements.has(element.localName))
            complain(`element: ${element.localName}`);
        for (const { name } of element.attributes)
            if (!attributes.has(name))
                complain(`attribute: ${name} of ${element.localName}`);
    }
    if (all("script").length !== 1)
        complain("script: there is one in the page");
    for (const link of all("a"))
        if (!/^(#|data:|\.\/)/.test(link.getAttribute("href")))
            complain(`link: ${link.getAttribute("href")}`);
    for (const link of all("a[href^='#']"))
        if (!document.getElementById(link.hash.slice(1)))
            complain(`link: ${link.hash} leads nowhere`);
    if (window.wasAlerted)
        complain("script: alert was called");
}

function checkStructure() {
    let last = 0;

    for (const heading of all("h1, h2, h3, h4, h5, h6")) {
        const level = Number(heading.localName[1]);
        if (level > last + 1 || (level === 1 && last > 0))
            complain(`heading: ${heading.textContent}`);
        last = level;
    }
    if (document.documentElement.lang !== "en")
        complain("lang: it is missing");
    for (const table of all("table"))
        if (!table.caption || table.querySelector("th:not([scope])"))
            complain("table: a caption or a scope is missing");
}

// How many colours the picture has where it was painted.
function coloursOf(image) {
    const canvas = new OffscreenCanvas(300, 200);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, 300, 200);
    const pixels = context.getImageData(0, 0, 300, 200).data;
    return new Set(new Uint32Array(pixels.buffer)).size;
}

async function checkPictures() {
    for (const image of all("img")) {
        await image.decode().catch(() => {});
        if (!(image.naturalWidth > 0 && coloursOf(image) > 3))
            complain("picture: one is not painted");
        if (!image.alt)
            complain("picture: one has no words");
    }
    lines.push(`pictures ${all("img").length}`);
}

function checkWidth() {
    const { scrollWidth, clientWidth } = document.documentElement;

    if (scrollWidth > clientWidth)
        complain(`width: ${scrollWidth} in a window of ${clientWidth}`);
}

// The parts of a colour: red, green, blue from 0 to 255, and how opaque.
function parts(colour) {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
}

// By WCAG 2.
function luminance({ red, green, blue }) {
    const [r, g, b] = [red, green, blue].map((c) =>
        c <= 10 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrastOf(element) {
    let behind = element;

    while (behind && parts(getComputedStyle(behind).backgroundColor).alpha < 1)
        behind = behind.parentElement;
    const [one, other] = [
        parts(getComputedStyle(element).color),
        behind ? parts(getComputedStyle(behind).backgroundColor)
               : { red: 255, green: 255, blue: 255 },
    ].map(luminance);
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function checkContrast() {
    const walker = document.createTreeWalker(document.body,
                                             NodeFilter.SHOW_TEXT);
    let texts = 0;

    for (let text; (text = walker.nextNode());) {
        const element = text.parentElement;
        if (!text.data.trim() || element.localName === "script")
            continue;
        texts++;
        const contrast = contrastOf(element);
        if (contrast < 4.5)
            complain(`contrast: ${contrast.toFixed(2)}, ${text.data.trim()}`);
    }
    lines.push(`texts ${texts}`);
}

addEventListener("load", async () => {
    for (const details of all("details"))
        details.open = true;
    checkMarkup();
    checkStructure();
    checkWidth();
    checkContrast();
    await checkPictures();
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    parent.postMessage({
        lines: lines.map((line) => `${innerWidth} ${dark ? "dark" : "light"} ` +
                                   line),
        text: document.body.innerText,
    }, "*");
});
