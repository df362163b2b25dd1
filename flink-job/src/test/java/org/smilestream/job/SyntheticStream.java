package org.smilestream.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

/**
 * A stream that a small network learns in no time: y = 500 + 40 x₁ − 20 x₂ + 30 [blue] + noise of
 * deviation {@value #NOISE}, a row a second.
 */
public final class SyntheticStream {
  static final double NOISE = 10;
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** The dictionary has room for the three colours of the stream and for no other. */
  public static final Schema SCHEMA =
      new Schema(
          "synthetic",
          Task.REGRESSION,
          "id",
          "time",
          List.of("x1", "x2"),
          List.of(new CategoricalColumn("colour", 4)),
          "y",
          List.of());

  private static final String[] COLOURS = {"red", "green", "blue"};

  private SyntheticStream() {}

  /** The first rows of the stream; row i has the id {@code row-i}. */
  static List<ObjectNode> rows(int count) {
    Random random = new Random(7);
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double x1 = random.nextGaussian();
      double x2 = random.nextGaussian();
      int colour = random.nextInt(COLOURS.length);
      double y = 500 + 40 * x1 - 20 * x2 + (colour == 2 ? 30 : 0) + NOISE * random.nextGaussian();
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      row.put("id", id(i)).put("time", START.plusSeconds(i).toString());
      row.put("x1", x1).put("x2", x2).put("colour", COLOURS[colour]).put("y", y);
      rows.add(row);
    }
    return rows;
  }

  static String id(int row) {
    return "row-" + row;
  }

  /** A row without its target. */
  static ObjectNode request(String id) {
    ObjectNode request = rows(1).get(0);
    request.remove("y");
    return request.put("id", id);
  }

  static List<ReplayRow> replay(List<ObjectNode> rows) {
    return rows.stream()
        .map(
            row ->
                new ReplayRow(
                    row.get("id").asText(),
                    Instant.parse(row.get("time").asText()).toEpochMilli(),
                    bytes(row.toString())))
        .toList();
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
