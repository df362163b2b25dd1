package org.smilestream.job.bench.uci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.smilestream.job.options.InvalidConfigurationException;

/**
 * Which rows of a table are learned from, decide when the warm start stops, and are predicted.
 *
 * @param train numbers of rows, from 0
 * @param valid numbers of rows
 * @param test numbers of rows
 */
record Split(int[] train, int[] valid, int[] test) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads {@code {"train": […], "valid": […], "test": […]}}; other members are ignored.
   *
   * @param rows number of rows of the table
   * @throws InvalidConfigurationException if the file is none: one sentence with file and line
   */
  static Split read(Path file, int rows) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidConfigurationException("there is no file '" + file + "'");
    }
    Map<String, int[]> lists = new HashMap<>();
    try (JsonParser json = JSON.createParser(file.toFile())) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT, file, "an object");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "train", "valid", "test" -> {
            expect(json, value, JsonToken.START_ARRAY, file, "a list of row numbers");
            lists.put(name, list(json, name, rows, file));
          }
          default -> json.skipChildren();
        }
      }
    } catch (StreamReadException e) {
      throw wrong(file, e.getLocation().getLineNr(), e.getOriginalMessage());
    }
    Split split =
        new Split(
            required(lists, "train", file),
            required(lists, "valid", file),
            required(lists, "test", file));
    split.requireDistinct(file);
    return split;
  }

  /** A row that is learned from and predicted too would make the scores worthless. */
  private void requireDistinct(Path file) {
    Set<Integer> seen = new HashSet<>();
    for (int[] list : List.of(train, valid, test)) {
      for (int row : list) {
        if (!seen.add(row)) {
          throw new InvalidConfigurationException(
              "file '%s' names row %d more than once".formatted(file, row));
        }
      }
    }
  }

  private static void expect(
      JsonParser json, JsonToken found, JsonToken expected, Path file, String what) {
    if (found != expected) {
      throw wrong(file, line(json), "there must be " + what);
    }
  }

  private static int[] list(JsonParser json, String name, int rows, Path file) throws IOException {
    IntStream.Builder numbers = IntStream.builder();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, file, "a row number");
      long number = json.getLongValue();
      if (number < 0 || number >= rows) {
        throw wrong(
            file,
            line(json),
            "'%s' names row %d, but the table has the rows 0 to %d"
                .formatted(name, number, rows - 1));
      }
      numbers.add((int) number);
    }
    return numbers.build().toArray();
  }

  private static int[] required(Map<String, int[]> lists, String name, Path file) {
    int[] list = lists.get(name);
    if (list == null || list.length == 0) {
      throw new InvalidConfigurationException(
          "file '" + file + "' has no list '" + name + "' of row numbers");
    }
    return list;
  }

  private static int line(JsonParser json) {
    return json.currentTokenLocation().getLineNr();
  }

  private static InvalidConfigurationException wrong(Path file, int line, String what) {
    return new InvalidConfigurationException("file '%s', line %d: %s".formatted(file, line, what));
  }
}
