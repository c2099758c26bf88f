export { ask, event, NOW, type DataOf } from './about-ada.js';
