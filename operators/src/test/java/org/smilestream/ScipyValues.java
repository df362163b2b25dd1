package org.smilestream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The values of {@code likelihood/scipy.tsv}; its first lines say where each comes from. */
public final class ScipyValues {
  private ScipyValues() {}

  /**
   * A value.
   *
   * @param arguments in the order in which the file names them
   */
  public record Value(String function, double[] arguments, double expected) {

    public double argument(int index) {
      return arguments[index];
    }

    @Override
    public String toString() {
      return function + Arrays.toString(arguments);
    }
  }

  /** All values of a function, at least one. */
  public static List<Value> of(String function) {
    try (InputStream in = ScipyValues.class.getResourceAsStream("/likelihood/scipy.tsv")) {
      List<Value> values =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.startsWith(function + "\t"))
              .map(ScipyValues::parse)
              .toList();
      if (values.isEmpty()) {
        throw new IllegalArgumentException("no values of " + function);
      }
      return values;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Value parse(String line) {
    String[] fields = line.split("\t");
    double[] numbers = Arrays.stream(fields).skip(1).mapToDouble(Double::parseDouble).toArray();
    int last = numbers.length - 1;
    return new Value(fields[0], Arrays.copyOf(numbers, last), numbers[last]);
  }
}
