/** From checked settings to a job that runs. */
package org.smilestream.job.launch;
