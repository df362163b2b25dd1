package org.smilestream.connectors.format;

/** A schema file cannot be used; the message is one sentence that names the file and the key. */
public final class InvalidSchemaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  InvalidSchemaException(String message) {
    super(message);
  }

  InvalidSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
