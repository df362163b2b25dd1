package org.smilestream.connectors.registry;

/**
 * A schema registry does not answer, or refuses; the message is one sentence that names the address
 * and the request, and no secret.
 */
public final class SchemaRegistryException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  SchemaRegistryException(String message) {
    super(message);
  }
}
