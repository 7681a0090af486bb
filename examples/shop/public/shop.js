// What the pages do by themselves: the clock, and the seats that others take meanwhile. Without it everything works, too.

const clock = document.querySelector(".clock");
const plan = document.querySelector("form[data-evening]");
const lookEveryMs = 3000;

// At least a second: a page that is already over must not ask again and again at once.
if (clock) countDown(Math.max(1, Number(clock.dataset.secondsLeft)));
if (plan) setInterval(lookAtSeats, lookEveryMs);

function countDown(secondsLeft) {
  const endMs = performance.now() + secondsLeft * 1000;
  const shown = clock.querySelector("[role=timer]");
  const timer = setInterval(() => {
    const left = Math.max(0, Math.round((endMs - performance.now()) / 1000));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.classList.toggle("last", left <= 15);
    if (left > 0) return;
    clearInterval(timer);
    isOver();
  }, 250);
}

async function lookAtSeats() {
  if (document.hidden) return;
  const answer = await fetch(`/api/evenings/${plan.dataset.evening}/seats`).catch(() => undefined);
  // 401: the visit is over, here or elsewhere.
  if (answer?.status === 401) return isOver();
  if (!answer?.ok) return;
  const { seats } = await answer.json();
  for (const box of plan.querySelectorAll("input[name=seats]")) {
    const isTaken = seats[box.value] === "held" || seats[box.value] === "sold";
    box.disabled = isTaken;
    if (isTaken) box.checked = false;
  }
}

/** The page is asked for again, and the gate leads back to the line. */
function isOver() {
  location.replace(location.pathname);
}
