package org.smilestream.job.chaos;

/** What can happen to a cluster. */
enum FaultKind {
  /** A TaskManager is killed with SIGKILL and started again. */
  TASK_MANAGER_KILLED(true, true),

  /** The JobManager is killed and started again; it finds its job through ZooKeeper. */
  JOB_MANAGER_KILLED(true, false),

  /**
   * The JobManager of a cluster without high availability is killed and started again, and the job
   * is submitted anew from the newest checkpoint in the folder.
   */
  JOB_MANAGER_LOST(false, true),

  /** The broker is killed with SIGKILL and started again on the same folder. */
  BROKER_KILLED(true, true),

  /** The job is stopped with a savepoint and goes on from it at another parallelism. */
  RESCALED(true, true),

  /** A process (TaskManager, JobManager or broker) stands still for 20 seconds (SIGSTOP). */
  PROCESS_PAUSED(true, true),

  /** The folder of the job's checkpoints is gone for some seconds. */
  CHECKPOINT_FAILED(true, true),

  /**
   * No process of Flink can write files for some seconds: a limit of the file size takes the place
   * of a full disk, and needs no privileges.
   */
  DISK_FULL(true, true);

  private final boolean highlyAvailable;
  private final boolean plain;

  FaultKind(boolean highlyAvailable, boolean plain) {
    this.highlyAvailable = highlyAvailable;
    this.plain = plain;
  }

  /** Whether it can happen to a cluster with high availability, or to one without. */
  boolean appliesTo(boolean highAvailability) {
    return highAvailability ? highlyAvailable : plain;
  }
}
