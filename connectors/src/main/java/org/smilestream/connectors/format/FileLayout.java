package org.smilestream.connectors.format;

import java.io.Serializable;
import java.util.List;

/**
 * What a schema says about a file of rows beside their columns.
 *
 * @param header names of the columns of a file without a header line; empty if it has one
 * @param distinctBy columns whose values together name a row: later rows of the same are dropped;
 *     empty if all rows are kept
 */
public record FileLayout(List<String> header, List<String> distinctBy) implements Serializable {

  public FileLayout {
    header = List.copyOf(header);
    distinctBy = List.copyOf(distinctBy);
  }
}
