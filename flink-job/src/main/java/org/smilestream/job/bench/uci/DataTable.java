package org.smilestream.job.bench.uci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.learner.Rows;
import org.smilestream.model.Minibatch;

/**
 * A table of numbers, one row a line, columns separated by spaces, the target last; every column
 * standardised over the whole table, as the paper does it.
 */
final class DataTable implements Rows {
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /** Features first, the target last; [column][row]. */
  private final double[][] columns;

  private DataTable(double[][] columns) {
    this.columns = columns;
  }

  /**
   * Reads and standardises a table.
   *
   * @throws InvalidConfigurationException if the file is none: one sentence with file and line
   */
  static DataTable read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidConfigurationException("there is no file '" + file + "'");
    }
    List<double[]> rows = new ArrayList<>();
    int number = 0;
    // Numbers are ASCII; in this charset all other bytes are words that are not numbers.
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      number++;
      if (!line.isBlank()) {
        rows.add(parse(line.strip(), file, number, rows.isEmpty() ? 0 : rows.get(0).length));
      }
    }
    if (rows.isEmpty()) {
      throw new InvalidConfigurationException("file '" + file + "' has no rows");
    }
    double[][] columns = new double[rows.get(0).length][rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.length; column++) {
        columns[column][row] = rows.get(row)[column];
      }
    }
    for (int column = 0; column < columns.length; column++) {
      standardise(columns[column], file, column + 1);
    }
    return new DataTable(columns);
  }

  private static double[] parse(String line, Path file, int number, int expected) {
    String[] words = SPACES.split(line);
    double[] values = new double[words.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(words[i]);
      if (!Double.isFinite(values[i])) {
        throw wrong(
            file,
            number,
            "'%s' in column %d is not a finite number (columns are separated by spaces)"
                .formatted(words[i], i + 1));
      }
    }
    if (expected == 0 && values.length < 2) {
      throw wrong(
          file, number, "there must be two columns or more, separated by spaces, not " + line);
    }
    if (expected != 0 && values.length != expected) {
      throw wrong(
          file,
          number,
          "there are %d columns, but %d in the lines before".formatted(values.length, expected));
    }
    return values;
  }

  private static double number(String word) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static InvalidConfigurationException wrong(Path file, int line, String what) {
    return new InvalidConfigurationException("file '%s', line %d: %s".formatted(file, line, what));
  }

  /** To mean 0 and variance 1 (divisor: the number of rows). */
  private static void standardise(double[] column, Path file, int number) {
    double mean = 0;
    for (double value : column) {
      mean += value / column.length;
    }
    double variance = 0;
    for (double value : column) {
      variance += (value - mean) * (value - mean) / column.length;
    }
    double deviation = Math.sqrt(variance);
    if (!(deviation > 1e-12 * Math.abs(mean))) {
      throw new InvalidConfigurationException(
          "file '%s', lines 1 to %d: column %d has the same value, %s, in every line and cannot be standardised"
              .formatted(file, column.length, number, column[0]));
    }
    for (int row = 0; row < column.length; row++) {
      column[row] = (column[row] - mean) / deviation;
    }
  }

  /** A table of some of the rows, in the given order. */
  DataTable select(int[] rows) {
    double[][] selected = new double[columns.length][rows.length];
    for (int column = 0; column < columns.length; column++) {
      gather(columns[column], rows, 0, rows.length, selected[column]);
    }
    return new DataTable(selected);
  }

  int rows() {
    return columns[0].length;
  }

  /** Number of columns without the target. */
  int features() {
    return columns.length - 1;
  }

  @Override
  public void gather(int[] numbers, int from, int to, Minibatch batch) {
    for (int column = 0; column < features(); column++) {
      gather(columns[column], numbers, from, to, batch.numeric(column));
    }
    gather(columns[features()], numbers, from, to, batch.targets());
    batch.setRows(to - from, 1);
  }

  private static void gather(double[] column, int[] numbers, int from, int to, double[] values) {
    for (int i = from; i < to; i++) {
      values[i - from] = column[numbers[i]];
    }
  }
}
