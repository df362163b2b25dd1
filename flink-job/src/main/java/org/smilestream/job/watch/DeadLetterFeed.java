package org.smilestream.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Dead letters by reason, the newest of each with their words. */
final class DeadLetterFeed {
  private static final int EXAMPLES = 3;
  private static final int LONGEST_EXCERPT = 200;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, Reason> reasons = new TreeMap<>();

  private static final class Reason {
    private final Deque<Example> examples = new ArrayDeque<>();
    private long count;
  }

  /** Where a dead letter came from, and what it holds. */
  record Example(String place, String reason, String payload) {}

  /** The dead letters of one reason. */
  record View(String code, long count, List<Example> examples) {}

  /**
   * @throws IOException if the record is no dead letter
   */
  void add(byte[] value) throws IOException {
    JsonNode json = MAPPER.readTree(value);
    if (!json.has("code")) {
      throw new IOException("a record without code");
    }
    Reason reason = reasons.computeIfAbsent(json.path("code").asText(), code -> new Reason());
    reason.count++;
    reason.examples.addFirst(
        new Example(
            "%s, partition %s, offset %s"
                .formatted(
                    json.path("topic").asText(),
                    json.path("partition").asText(),
                    json.path("offset").asText()),
            excerpt(json.path("reason").asText()),
            excerpt(json.path("payload").asText(json.path("payloadBase64").asText()))));
    if (reason.examples.size() > EXAMPLES) {
      reason.examples.removeLast();
    }
  }

  private static String excerpt(String text) {
    return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + " …";
  }

  /** The reasons, the most frequent first. */
  List<View> view() {
    return reasons.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue().count))
        .map(
            entry ->
                new View(
                    entry.getKey(), entry.getValue().count, List.copyOf(entry.getValue().examples)))
        .toList();
  }
}
