/**
 * {@code smilestream chaos}: a job on a cluster of real processes, faults at random times, and a
 * count of what was lost. {@link org.smilestream.job.chaos.Chaos} runs it, {@link
 * org.smilestream.job.chaos.FaultPlan} says what happens when, {@link
 * org.smilestream.job.chaos.Injector} does it, and {@link org.smilestream.job.chaos.Ledger} reads
 * all topics back.
 */
package org.smilestream.job.chaos;
