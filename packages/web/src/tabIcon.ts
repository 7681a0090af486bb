/** The tab's icon: the brand's, and while the visitor is called the one that says so. */
const callingIcon = "/called.svg";
const shippedIcon = "/logo.svg";

let calmIcon = shippedIcon;
let isCalling = false;

/** Which icon the tab has while nobody is called; the shipped one, if none is named. */
export function wearIcon(href = shippedIcon): void {
  calmIcon = href;
  show();
}

export function callByIcon(calling: boolean): void {
  isCalling = calling;
  show();
}

function show() {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = isCalling ? callingIcon : calmIcon;
  if (icon === null || icon.getAttribute("href") === href) return;
  icon.href = href;
  // What the HTML says of the shipped icon need not be true of this one.
  icon.removeAttribute("type");
}
