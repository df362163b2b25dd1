package org.smilestream.job.cluster;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What a local cluster is to be.
 *
 * @param folder for all that it writes: topics, checkpoints, logs, its configuration
 * @param taskManagers number of TaskManagers, at least 1
 * @param slots of each TaskManager, at least 1
 * @param highAvailability whether a ZooKeeper server keeps what a new JobManager needs to go on
 *     with the jobs of one that died
 * @param port of Flink's page and REST API, or the next free one
 * @param kafkaPort of the broker, or the next free one
 * @param metricsPort from which on each process of Flink serves its metrics to Prometheus; empty:
 *     none does
 */
public record ClusterOptions(
    Path folder,
    int taskManagers,
    int slots,
    boolean highAvailability,
    int port,
    int kafkaPort,
    OptionalInt metricsPort) {}
