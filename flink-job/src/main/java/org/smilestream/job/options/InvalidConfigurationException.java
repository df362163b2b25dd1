package org.smilestream.job.options;

/** The configuration is wrong; the message says what to change, in one sentence for the user. */
public final class InvalidConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public InvalidConfigurationException(String message) {
    super(message);
  }

  public InvalidConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
