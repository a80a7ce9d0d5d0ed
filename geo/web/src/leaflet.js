/**
 * Leaflet as the page's one global, `L`: folium's own scripts use it too. The build puts
 * the unmodified `leaflet/dist/leaflet.js` in front of this bundle.
 *
 * @type {typeof import("leaflet")}
 */
const L = /** @type {any} */ (window).L;
export default L;
