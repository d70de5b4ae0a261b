export { useDensity, type Density } from "./preferences";
