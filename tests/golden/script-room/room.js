const room = document.getElementById("room");
room.innerHTML = `
<h1>Owl room</h1>
<h2>Homework</h2>
<p><img src="owl.png"></p>
<p><a href="lessons.html">Lessons</a></p>
<h2>Choose</h2>
<select><option>Monday</option><option>Tuesday</option></select>`;

customElements.define("owl-card", class extends HTMLElement {
  connectedCallback() {
    const shadow = this.attachShadow({ mode: "open" });
    shadow.innerHTML = `<style>p { color: #c0c0c0; background: #fff }</style>
      <p>Owls sleep by day.</p><p><a href="night.html">By night</a></p>`;
  }
});
