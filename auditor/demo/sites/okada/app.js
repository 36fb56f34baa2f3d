// A small hand-made app: every word and every link of this site comes from here.
const app = document.getElementById("app");
const page = location.pathname === "/" ? "lessons" : location.pathname.replace(/[^a-z]/g, "");
function lessons(data) {
  return data.map(l => `<section><h2>${l.title}</h2><p class="when">${l.date}</p><p>${l.text}</p></section>`).join("");
}
fetch("/data/" + page + ".json").then(r => r.json()).then(data => {
  document.title = data.title;
  app.innerHTML =
    `<div class="top"><h1>Mr. Okada, Science 6</h1></div>
     <div class="tabs"><div class="tab" data-go="/">Lessons</div><div class="tab" data-go="/labs">Labs</div><div class="tab" data-go="/links">Links</div></div>
     <div class="view">${data.lessons ? lessons(data.lessons) : data.html}</div>`;
  for (const tab of app.querySelectorAll(".tab")) {
    tab.onclick = () => { location.href = tab.dataset.go; };
  }
  const more = document.createElement("a");
  more.href = "/" + "la" + "bs";
  more.textContent = "All labs";
  app.querySelector(".view").append(more);
  const links = document.createElement("a");
  links.href = "/" + "li" + "nks";
  links.textContent = "Science links";
  links.style.marginLeft = "2rem";
  app.querySelector(".view").append(links);
});
