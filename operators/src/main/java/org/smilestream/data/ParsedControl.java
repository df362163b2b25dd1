package org.smilestream.data;

/** What became of a record of the control topic: exactly one of the two is set. */
public record ParsedControl(ControlRecord control, DeadLetter deadLetter) {

  public static ParsedControl of(ControlRecord control) {
    return new ParsedControl(control, null);
  }

  public static ParsedControl of(DeadLetter deadLetter) {
    return new ParsedControl(null, deadLetter);
  }
}
