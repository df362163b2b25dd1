package org.smilestream.connectors.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smilestream.connectors.format.FileLayout;
import org.smilestream.connectors.format.FileSchema;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Derivation;
import org.smilestream.data.Schema;
import org.smilestream.data.SeriesColumn;
import org.smilestream.data.TimeColumn;

/**
 * The rows of a CSV file one after the other, as the records that a producer would send: JSON
 * objects, every cell that is not empty a member, as text. Repeats are dropped, and the number of
 * the row from 0 is added as {@value #ROW}, unless the file has a column of that name.
 */
public final class FileRows implements AutoCloseable {
  /** The column with the number of the row. */
  public static final String ROW = "row";

  private final Path file;
  private final FileLayout layout;
  private final MappingIterator<Map<String, String>> lines;
  private final boolean numbered;
  private final Set<List<String>> seen = new HashSet<>();

  private long read;
  private long kept;

  /**
   * Opens a file.
   *
   * @throws IOException in one sentence, if it cannot be read or lacks a column of the schema
   */
  public FileRows(Path file, FileSchema schema) throws IOException {
    this.file = file;
    layout = schema.layout();
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file '" + file + "'");
    }
    lines =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(columns(layout))
            .readValues(Files.newBufferedReader(file));
    try {
      // The header is read with the first line.
      lines.hasNextValue();
    } catch (IOException | RuntimeException e) {
      throw failed(e);
    }
    List<String> header = new ArrayList<>();
    ((CsvSchema) lines.getParserSchema()).forEach(column -> header.add(column.getName()));
    numbered = header.contains(ROW);
    requireColumns(header, schema.schema());
  }

  private static CsvSchema columns(FileLayout layout) {
    if (layout.header().isEmpty()) {
      return CsvSchema.emptySchema().withHeader();
    }
    CsvSchema.Builder columns = CsvSchema.builder();
    layout.header().forEach(columns::addColumn);
    return columns.build();
  }

  private void requireColumns(List<String> header, Schema schema) throws IOException {
    Set<String> known = new HashSet<>(header);
    known.add(ROW);
    schema.layout().series().stream().map(SeriesColumn::column).forEach(known::add);
    List<String> needed = new ArrayList<>(List.of(schema.id(), schema.target()));
    schema.layout().time().stream().map(TimeColumn::column).forEach(needed::add);
    schema.layout().labelTime().stream().map(TimeColumn::column).forEach(needed::add);
    needed.addAll(layout.distinctBy());
    needed.addAll(schema.numeric());
    schema.categorical().stream().map(CategoricalColumn::name).forEach(needed::add);
    Map<String, Derivation> derived = schema.layout().derived();
    derived.values().forEach(derivation -> needed.addAll(derivation.sources()));
    for (String column : needed) {
      boolean made =
          derived.containsKey(column) && !(derived.get(column) instanceof Derivation.Flag);
      if (!known.contains(column) && !made) {
        throw new IOException(
            "file '%s' has no column '%s'; it has %s".formatted(file, column, header));
      }
    }
  }

  /**
   * The next row as a JSON object in UTF-8; null after the last.
   *
   * @throws IOException in one sentence, if a line is not CSV
   */
  public byte[] next() throws IOException {
    try {
      while (lines.hasNextValue()) {
        Map<String, String> cells = lines.nextValue();
        read++;
        if (layout.distinctBy().isEmpty() || seen.add(key(cells))) {
          return record(cells).toString().getBytes(StandardCharsets.UTF_8);
        }
      }
      return null;
    } catch (IOException | RuntimeJsonMappingException e) {
      throw failed(e);
    }
  }

  /** Number of rows that were repeats of earlier ones so far. */
  public long dropped() {
    return read - kept;
  }

  private List<String> key(Map<String, String> cells) {
    return layout.distinctBy().stream().map(column -> cells.getOrDefault(column, "")).toList();
  }

  private JsonNode record(Map<String, String> cells) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    if (!numbered) {
      row.put(ROW, kept);
    }
    kept++;
    cells.forEach(
        (column, cell) -> {
          if (!cell.isEmpty()) {
            row.put(column, cell);
          }
        });
    return row;
  }

  private IOException failed(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return new IOException(
        "file '%s', data line %d: %s"
            .formatted(file, read + 1, message.lines().findFirst().orElse("")),
        e);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
