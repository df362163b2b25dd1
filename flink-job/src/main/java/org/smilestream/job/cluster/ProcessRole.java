package org.smilestream.job.cluster;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a process of the cluster is, in the order of their start. */
public enum ProcessRole {
  BROKER("broker"),
  ZOOKEEPER("zookeeper"),
  JOB_MANAGER("jobmanager"),
  TASK_MANAGER("taskmanager");

  private final String label;

  ProcessRole(String label) {
    this.label = label;
  }

  /** The name of the role in files and on the console. */
  @JsonValue
  public String label() {
    return label;
  }
}
