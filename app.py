"""Allclear's table of contents: one Chalice app and its blueprints."""

from chalice import Chalice

from chalicelib.api import (
    account_mail,
    accounts,
    api_keys,
    corrections,
    events,
    history,
    incidents,
    invitations,
    maintenance,
    me,
    notification_preferences,
    notifications,
    operator,
    organizations,
    page,
    postmortems,
    preview,
    public,
    publishing,
    push,
    reports,
    root,
    series,
    services,
    subscriber_files,
    subscribers,
    subscription_page,
    subscriptions,
    team,
    templates,
)
from chalicelib.config import settings
from chalicelib.jobs import handlers as jobs
from chalicelib.jobs import republication
from chalicelib.live import handlers, parts
from chalicelib.reactions import handlers as reactions

settings().need("table_prefix", "aws_region", "token_secret", "public_url")

app = Chalice(app_name="allclear", configure_logs=False)
app.experimental_feature_flags.update(["BLUEPRINTS", "WEBSOCKETS"])

app.register_blueprint(root.bp)
app.register_blueprint(operator.bp)
app.register_blueprint(page.bp)
app.register_blueprint(public.bp)
app.register_blueprint(accounts.bp)
app.register_blueprint(account_mail.bp)
app.register_blueprint(me.bp)
app.register_blueprint(organizations.bp)
app.register_blueprint(team.bp)
app.register_blueprint(invitations.bp)
app.register_blueprint(api_keys.bp)
app.register_blueprint(events.bp)
app.register_blueprint(services.bp)
app.register_blueprint(history.bp)
app.register_blueprint(reports.bp)
app.register_blueprint(incidents.bp)
app.register_blueprint(maintenance.bp)
app.register_blueprint(series.bp)
app.register_blueprint(templates.bp)
app.register_blueprint(publishing.bp)
app.register_blueprint(postmortems.bp)
app.register_blueprint(corrections.bp)
app.register_blueprint(preview.bp)
app.register_blueprint(notifications.bp)
app.register_blueprint(push.bp)
app.register_blueprint(subscriptions.bp)
app.register_blueprint(subscribers.bp)
app.register_blueprint(subscriber_files.bp)
app.register_blueprint(notification_preferences.bp)
app.register_blueprint(subscription_page.bp)

app.register_blueprint(handlers.bp)
app.register_blueprint(parts.bp)

app.register_blueprint(reactions.blueprint())
app.register_blueprint(jobs.blueprint())
app.register_blueprint(republication.bp)
