package org.smilestream.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Records of the topic {@code tuner} that say that something happened, as sentences. */
final class EventText {
  /** What stands in columns of its own. */
  private static final Set<String> ELSEWHERE = Set.of("type", "model", "eventTime", "time");

  private EventText() {}

  /** The words for a record of any type. */
  static String of(JsonNode json) {
    return switch (json.path("type").asText()) {
      case "control" -> control(json);
      case "promotion" -> promotion(json);
      default -> fields(json);
    };
  }

  private static String control(JsonNode json) {
    String what = "%s '%s'".formatted(json.path("control").asText(), json.path("id").asText());
    String row = json.has("sequence") ? " from row " + whole(json.path("sequence")) + " on" : "";
    String became =
        switch (json.path("status").asText()) {
          case "waiting" -> "waits for its first row";
          case "applied" -> "counts" + row;
          case "late" -> "counts" + row + ", late: rows of its time were learned from before";
          case "refused" -> "was refused";
          default -> json.path("status").asText();
        };
    String message = json.path("message").asText();
    return what + " " + became + (message.isEmpty() ? "" : ": " + message);
  }

  private static String promotion(JsonNode json) {
    return String.format(
        Locale.ROOT,
        "'%s' predicts better than '%s': %.3f nats a row over %s rows, log evidence %.2f; %s",
        json.path("model").asText(),
        json.path("champion").asText(),
        json.path("meanGain").asDouble(),
        whole(json.path("rows")),
        json.path("logEvidence").asDouble(),
        json.path("promoted").asBoolean()
            ? "it answers after " + json.path("after").asText()
            : "it is not promoted");
  }

  /** What another version may write. */
  private static String fields(JsonNode json) {
    List<String> fields = new ArrayList<>();
    json.properties().stream()
        .filter(field -> !ELSEWHERE.contains(field.getKey()))
        .forEach(field -> fields.add(field.getKey() + " " + field.getValue()));
    return String.join(", ", fields);
  }

  private static String whole(JsonNode number) {
    return String.format(Locale.ROOT, "%,d", number.asLong());
  }
}
