package org.smilestream.connectors.replay;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Rows of a CSV file whose first line names the columns. */
public final class CsvRows {
  private static final ObjectReader READER =
      new CsvMapper().readerForMapOf(String.class).with(CsvSchema.emptySchema().withHeader());

  private CsvRows() {}

  /**
   * Reads a whole file.
   *
   * @param name name of the file, for messages
   * @return its rows in the order of their event time, those of one time in the order of the file
   * @throws IOException if it cannot be read, or if a line does not fit: one sentence that names it
   */
  public static List<ReplayRow> read(String name, Reader file, LineMapping mapping)
      throws IOException {
    List<ReplayRow> rows = new ArrayList<>();
    try (MappingIterator<Map<String, String>> lines = READER.readValues(file)) {
      while (lines.hasNextValue()) {
        rows.add(mapping.map(rows.size() + 1, lines.nextValue()));
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(
          String.format("file '%s', data line %d: %s", name, rows.size() + 1, e.getMessage()), e);
    }
    rows.sort(Comparator.comparingLong(ReplayRow::eventTime));
    return rows;
  }
}
