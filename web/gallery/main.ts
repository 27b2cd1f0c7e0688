import { mount } from "svelte";
import Gallery from "./Gallery.svelte";

const target = document.getElementById("app");
if (target === null) throw new Error("the page has no #app");
mount(Gallery, { target, props: { name: new URLSearchParams(location.search).get("case") ?? "" } });
