package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a kind of golden file holds, and how this program's answers are compared with it. */
interface GoldenKind {

  /** The {@code kind} of the files. */
  String name();

  /**
   * Computes what the file lists and compares.
   *
   * @throws JsonProcessingException if the file does not hold what its kind asks for
   * @throws IllegalArgumentException the same, or it holds what this program does not know
   */
  LargestError check(ObjectNode file) throws JsonProcessingException;
}
