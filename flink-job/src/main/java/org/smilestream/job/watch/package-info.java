/**
 * The live page: what a job writes to its topics, as it comes. {@link
 * org.smilestream.job.watch.TopicReader} reads, the feeds keep the newest, {@link
 * org.smilestream.job.watch.WatchServer} serves.
 */
package org.smilestream.job.watch;
