/** How the seats of the circle share the space, in CSS pixels. Rows are filled in circle order; the last is centred. */
export interface TileGrid {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Whether the tiles at their least size need more height than there is, so that the circle scrolls. */
  readonly scrolls: boolean;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** Below this a face can no longer be read. */
const LEAST: Area = { width: 80, height: 60 };
/** A tile takes any shape between that of an old camera and that of a new one, so that pictures fill it. */
const NARROWEST = 4 / 3;
const WIDEST = 16 / 9;

/** How much size a wholly empty row is worth: of nearly equal arrangements the more even one looks calmer. */
const EVENNESS = 0.1;

/**
 * The arrangement in which the tiles are largest; of nearly equal ones, that with fewer empty places.
 *
 * @param count tiles to place, at least 1
 * @param gap distance between tiles
 */
export function tileGrid(count: number, area: Area, gap: number): TileGrid {
  let best: TileGrid | null = null;
  let bestWorth = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const tile = tileIn(columns, rows, area, gap);
    const empty = 1 - count / (columns * rows);
    const worth = Math.sqrt(tile.width * tile.height) * (1 - EVENNESS * empty);
    if (worth > bestWorth) {
      bestWorth = worth;
      best = { columns, tileWidth: tile.width, tileHeight: tile.height, scrolls: false };
    }
  }
  if (best !== null && best.tileWidth >= LEAST.width && best.tileHeight >= LEAST.height) return best;
  return scrollingGrid(count, area, gap);
}

function tileIn(columns: number, rows: number, area: Area, gap: number): Area {
  const cellWidth = Math.max(0, (area.width - gap * (columns - 1)) / columns);
  const cellHeight = Math.max(0, (area.height - gap * (rows - 1)) / rows);
  return {
    width: Math.floor(Math.min(cellWidth, cellHeight * WIDEST)),
    height: Math.floor(Math.min(cellHeight, cellWidth / NARROWEST)),
  };
}

function scrollingGrid(count: number, area: Area, gap: number): TileGrid {
  const fitting = Math.max(1, Math.floor((area.width + gap) / (LEAST.width + gap)));
  const columns = Math.min(count, fitting);
  const width = Math.max(1, Math.floor((area.width - gap * (columns - 1)) / columns));
  return { columns, tileWidth: width, tileHeight: Math.round(width / WIDEST), scrolls: true };
}
