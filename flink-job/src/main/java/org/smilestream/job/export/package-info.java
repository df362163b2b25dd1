/** A posterior on its way out of a job ({@code smilestream export}) and into another one. */
package org.smilestream.job.export;
