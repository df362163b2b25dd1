/**
 * The options of the job: constants in {@code …Options}, read from a file by {@link
 * org.smilestream.job.options.ConfigFile} and checked into {@link
 * org.smilestream.job.options.JobSettings}.
 */
package org.smilestream.job.options;
