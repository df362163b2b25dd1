package org.smilestream.connectors.replay;

import java.util.Map;

/** Makes a row of a line of a CSV file. */
@FunctionalInterface
public interface LineMapping {

  /**
   * Maps a line.
   *
   * @param line number of the line among those with data, from 1
   * @param cells the cells by the names of the header
   * @throws IllegalArgumentException or {@link java.time.DateTimeException} if a cell does not fit
   */
  ReplayRow map(int line, Map<String, String> cells);
}
