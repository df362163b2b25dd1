package org.smilestream.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.smilestream.data.Question;
import org.smilestream.data.Schema;
import org.smilestream.data.TimeColumn;

/** Writes requests as JSON. */
final class RequestFormat {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Schema schema;

  RequestFormat(Schema schema) {
    this.schema = schema;
  }

  /** The id that a request names; null if it names none. */
  String id(Map<String, ?> features) {
    Object id = features.get(schema.id());
    return id == null ? null : id.toString();
  }

  /**
   * A request.
   *
   * @param features by column
   * @param id of the request
   * @param now the event time where the features have none, and it is a column of its own
   * @throws IllegalArgumentException if a value has no JSON
   */
  byte[] write(Map<String, ?> features, String id, Instant now, Question question) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    features.forEach((column, value) -> request.set(column, MAPPER.valueToTree(value)));
    request.put(schema.id(), id);
    if (hasPlainTime() && !request.has(schema.eventTime())) {
      request.put(schema.eventTime(), now.toString());
    }
    if (question != null) {
      request.set("quantiles", MAPPER.valueToTree(question.levels()));
      request.set("thresholds", MAPPER.valueToTree(question.thresholds()));
    }
    try {
      return MAPPER.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("request '" + id + "' has no JSON", e);
    }
  }

  private boolean hasPlainTime() {
    TimeColumn first = schema.layout().time().get(0);
    return schema.layout().time().size() == 1 && first.unit() == null && first.pattern() == null;
  }
}
