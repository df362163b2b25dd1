package org.smilestream.connectors.format;

import com.fasterxml.jackson.databind.JsonNode;

/** Values as messages show them: as JSON, and not longer than a line. */
final class Excerpt {
  private static final int LENGTH = 80;

  private Excerpt() {}

  static String of(JsonNode value) {
    // As JSON, but for NaN and infinities, which a tree puts in quotes.
    return of(value.isNumber() ? value.asText() : value.toString());
  }

  static String of(String text) {
    return of(text, LENGTH);
  }

  static String of(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
