package org.smilestream.connectors.registry;

/** There is no Avro schema of an id; the message says so in the registry's own words. */
public final class NoSchemaException extends Exception {
  private static final long serialVersionUID = 1;

  NoSchemaException(String message) {
    // No stack trace: such ids come in records, and there may be many.
    super(message, null, false, false);
  }
}
