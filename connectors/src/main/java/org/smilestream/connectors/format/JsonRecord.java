package org.smilestream.connectors.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A JSON object in the making. What is null or not a finite number is left out. */
final class JsonRecord {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();

  JsonRecord text(String name, String text) {
    if (text != null) {
      root.put(name, text);
    }
    return this;
  }

  JsonRecord number(String name, double number) {
    if (Double.isFinite(number)) {
      root.put(name, number);
    }
    return this;
  }

  JsonRecord flag(String name, boolean flag) {
    root.put(name, flag);
    return this;
  }

  JsonRecord integer(String name, long number) {
    root.put(name, number);
    return this;
  }

  /**
   * @param time milliseconds since the epoch
   */
  JsonRecord time(String name, long time) {
    root.put(name, Instant.ofEpochMilli(time).toString());
    return this;
  }

  /** Entries that are not finite become null, to keep the places of the others. */
  JsonRecord numbers(String name, double[] numbers) {
    if (numbers != null) {
      ArrayNode array = root.putArray(name);
      for (double number : numbers) {
        array.add(Double.isFinite(number) ? number : null);
      }
    }
    return this;
  }

  JsonRecord integers(String name, long[] numbers) {
    if (numbers != null) {
      ArrayNode array = root.putArray(name);
      for (long number : numbers) {
        array.add(number);
      }
    }
    return this;
  }

  JsonRecord labelled(String name, List<String> labels, double[] numbers) {
    if (numbers != null) {
      ObjectNode object = root.putObject(name);
      for (int i = 0; i < numbers.length; i++) {
        if (Double.isFinite(numbers[i])) {
          object.put(labels.get(i), numbers[i]);
        }
      }
    }
    return this;
  }

  /** Entries that are not finite are left out. */
  JsonRecord labelled(String name, Map<String, Double> numbers) {
    if (numbers != null) {
      ObjectNode object = root.putObject(name);
      numbers.forEach(
          (label, number) -> {
            if (Double.isFinite(number)) {
              object.put(label, number);
            }
          });
    }
    return this;
  }

  byte[] toBytes() {
    try {
      // By way of a string: half a surrogate pair in a row's text becomes '?' and not an exception.
      return MAPPER.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values must be writable", e);
    }
  }
}
