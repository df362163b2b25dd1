package org.smilestream.data;

/** What is predicted: a number or a class. */
public enum Task {
  REGRESSION,
  CLASSIFICATION
}
