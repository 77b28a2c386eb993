// The choices of a page that the server writes whole, such as the table of an answer: it can be read without them.

import { caller } from "./api.js";
import { choices, remembered, theme } from "./settings.js";

theme(remembered("theme"));
const status = await caller(null).call("status");
document.querySelector("header").append(...choices(status, document.documentElement.lang, () => location.reload()));
