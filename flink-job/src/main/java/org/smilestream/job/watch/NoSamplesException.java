package org.smilestream.job.watch;

/** Why there are no samples to show, in a sentence. */
final class NoSamplesException extends Exception {
  private static final long serialVersionUID = 1;

  NoSamplesException(String message) {
    super(message);
  }
}
