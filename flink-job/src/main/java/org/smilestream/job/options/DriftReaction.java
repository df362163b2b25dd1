package org.smilestream.job.options;

/** What follows an alarm of the test for drift. */
public enum DriftReaction {
  FORGET,
  REPORT,
  NONE
}
