package org.smilestream.connectors.kafka;

/** No broker answers; the message is one sentence that names the address. */
public final class BrokerUnreachableException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  BrokerUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
