package org.smilestream.learner;

/**
 * A group of chains of a model.
 *
 * @param number of the group within the model
 * @param members numbers of its chains within the model, by which random numbers are drawn
 */
record GroupId(String model, int number, int[] members) {

  /** Number of chains. */
  int size() {
    return members.length;
  }

  @Override
  public String toString() {
    return model + ", group " + number;
  }
}
